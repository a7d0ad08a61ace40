console.log('ctrlg');
