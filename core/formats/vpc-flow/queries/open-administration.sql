-- From which addresses are SSH and RDP connections accepted?
SELECT srcaddr,
  dstaddr,
  dstport,
  count(*) AS flows,
  sum(bytes) AS bytes
FROM vpc_flow_logs
WHERE event_time >= current_timestamp - INTERVAL '7' DAY
  AND action = 'ACCEPT'
  AND protocol = 6
  AND dstport IN (22, 3389)
GROUP BY srcaddr, dstaddr, dstport
ORDER BY flows DESC
LIMIT 100;
