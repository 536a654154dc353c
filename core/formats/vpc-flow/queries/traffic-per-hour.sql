-- How much traffic is accepted and rejected each hour?
SELECT date_trunc('hour', event_time) AS hour,
  action,
  count(*) AS flows,
  sum(packets) AS packets,
  sum(bytes) AS bytes
FROM vpc_flow_logs
WHERE event_time >= current_timestamp - INTERVAL '7' DAY
  AND log_status = 'OK'
GROUP BY 1, 2
ORDER BY 1, 2;
