-- Which pairs of addresses exchange most bytes?
SELECT interface_id, srcaddr, dstaddr, dstport, sum(bytes) AS bytes, count(*) AS flows
FROM vpc_flow_logs
WHERE action = 'ACCEPT'
GROUP BY interface_id, srcaddr, dstaddr, dstport
ORDER BY bytes DESC
LIMIT 20;
