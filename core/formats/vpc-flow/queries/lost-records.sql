-- Where did flow logs lose records?
SELECT account_id, region, interface_id, count(*) AS windows, min(event_time) AS first_seen, max(event_time) AS last_seen
FROM vpc_flow_logs
WHERE event_time >= current_timestamp - INTERVAL '7' DAY
  AND log_status = 'SKIPDATA'
GROUP BY account_id, region, interface_id
ORDER BY windows DESC;
