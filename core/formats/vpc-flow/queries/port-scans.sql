-- Which sources are rejected on many ports of one address?
SELECT srcaddr, dstaddr, count(DISTINCT dstport) AS ports, min(event_time) AS first_seen, max(event_time) AS last_seen
FROM vpc_flow_logs
WHERE action = 'REJECT'
GROUP BY srcaddr, dstaddr
HAVING count(DISTINCT dstport) > 100
ORDER BY ports DESC;
