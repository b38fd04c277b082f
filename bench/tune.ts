
import { T } from '#server/queue/eta-tune.ts';
import { measured, score, coursesOf } from './eta-tune.ts';
import { scenarios } from './eta-scenarios.ts';
import { randomSale } from './eta-scenarios.ts';
import { simulate } from './simulated-line.ts';
const courses = scenarios.filter(s=>s.kind==='plain').map(s=>({name:s.name, courses:[1,2,3].map(seed=>simulate(s,seed,20))}));
for (let k=0;k<40;k++) courses.push({name:'random '+k, courses:[simulate(randomSale(k), k, Math.max(1, Math.floor(randomSale(k).people/100)))]});
console.log('simulated', performance.now());
const show = process.argv[2]==='show';
const evalAll=()=>{ let loss=0,cov=0,min=1,w=0; const n=courses.length; for(const c of courses){const s=score(c.courses,measured); loss+=Math.log(s.loss); cov+=s.coverage; if (s.coverage<min)min=s.coverage; w+=Math.log(s.width);
 if(show) console.log(c.name.padEnd(36),(s.coverage*100).toFixed(0),s.width.toFixed(2),s.loss.toFixed(2),s.below.toFixed(2),s.above.toFixed(2), s.jumps.map(j=>j.toFixed(3)).join(' '));}
 return {loss:loss/n,cov:cov/n,min,w:Math.exp(w/n)}};
for (const kv of process.argv.slice(3)) { const [k,v]=kv.split('='); (T as any)[k]=Number(v); }
const p=(l:string,r:any)=>console.log(l.padEnd(30),'loss',r.loss.toFixed(3),'cov',r.cov.toFixed(3),'min',r.min.toFixed(2),'w',r.w.toFixed(2));
p('base',evalAll());
if(!show){
const grid:any={guessedShare:[.25,.3,.4],guessDeviation:[.4,.5,.8],guessWeight:[.3,.5,2],roomsRemembered:[1.5,2,3,6],turnsMin:[4,6,12,20],leavingMemoryMs:[150000,600000],spreadMin:[.1,.5],spreadMax:[2,4],deviations:[.7,1],luckDeviations:[.3,.6,.9],driftDeviation:[0.03,.06,.15],rateShare:[.02,.03],leavingShare:[.1,.25,.35]};
for(const k in grid){const was=(T as any)[k]; for(const v of grid[k]){(T as any)[k]=v; p(k+'='+v,evalAll());} (T as any)[k]=was;}
}
