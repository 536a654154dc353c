-- Which rules block, and how many addresses?
SELECT terminatingruleid, terminatingruletype, count(*) AS requests, count(DISTINCT client_ip) AS addresses
FROM waf_logs
WHERE action = 'BLOCK'
GROUP BY terminatingruleid, terminatingruletype
ORDER BY requests DESC;
