-- Which outside addresses are rejected most, and on which ports?
SELECT client_ip,
  dstport,
  count(*) AS flows,
  count(DISTINCT dstaddr) AS targets,
  sum(packets) AS packets
FROM vpc_flow_logs
WHERE event_time >= current_timestamp - INTERVAL '1' DAY
  AND action = 'REJECT'
GROUP BY client_ip, dstport
ORDER BY flows DESC
LIMIT 50;
