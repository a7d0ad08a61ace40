export async function* claudeSeries() {}
