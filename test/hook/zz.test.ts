import { execFileSync } from 'node:child_process';
import { openSync, readdirSync, rmSync, writeSync, closeSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'vitest';
import { scriptedBrain } from '../support/brain.ts';
import { Rig, isAlive } from '../support/rig.ts';
const wait = (ms:number)=>new Promise(r=>setTimeout(r,ms));
for (const when of ['running','queued']) it(when, async ()=>{
  const rig = new Rig({ brain: scriptedBrain() });
  execFileSync('mount',['-t','tmpfs','-o','size=2m,mode=0700','tmpfs',rig.state]);
  try {
    await rig.hook('@planning warm').answer;
    const a = rig.hook('@planning hold-1');
    const st = await rig.untilAgent('planning','work',(s)=>s.context_summary==='hold-1'&&s.current_task, 8000);
    let b:any; if (when==='queued') { b = rig.hook('@planning second'); await rig.untilAgent('planning','queue',(s)=>s.queue.length===1); }
    const filler = join(rig.state,'filler'); const fd=openSync(filler,'a'); try { for(;;) writeSync(fd,Buffer.alloc(4096)); } catch(e:any){console.log(e.code)} closeSync(fd);
    rig.brain.release(1);
    let done:any; a.answer.then(x=>done=x); let bdone:any; b?.answer.then((x:any)=>bdone=x);
    await wait(10000);
    console.log(when,'wrapper alive', isAlive(st.pid), 'client alive', isAlive(st.client_pid!), 'done', done?.text, 'status', rig.status('planning')?.status, readdirSync(join(rig.state,'agents/planning/events')));
    rmSync(filler);
    for (let i=0;i<45 && !(done && (!b||bdone));i++) await wait(1000);
    console.log('answer', done?.text, '|', bdone?.text, '\n', rig.log('planning'), JSON.stringify(rig.status('planning')));
    console.log(rig.tmux.allScreens().slice(0,2000));
  } finally { rig.tmux.kill(); await wait(500); execFileSync('umount',['-l',rig.state]); await rig.stop(); }
}, 120000);
