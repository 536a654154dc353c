-- Which addresses try many ports of one target?
SELECT srcaddr,
  dstaddr,
  count(DISTINCT dstport) AS ports,
  count_if(action = 'REJECT') AS rejected,
  min(event_time) AS first_seen,
  max(event_time) AS last_seen
FROM vpc_flow_logs
WHERE event_time >= current_timestamp - INTERVAL '1' DAY
  AND protocol IN (6, 17)
GROUP BY srcaddr, dstaddr
HAVING count(DISTINCT dstport) >= 100
ORDER BY ports DESC;
