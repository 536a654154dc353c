import { checkTrinoSecurity } from './trino-security.ts';
import { Report } from './report.ts';
const report = new Report();
try { await checkTrinoSecurity('http://127.0.0.1:9', report); } catch (e) { console.log(String(e)); }
report.end();
process.exit(0);
