-- Which targets answer slowly or not at all?
SELECT target_ip,
  target_port,
  count(*) AS requests,
  avg(target_processing_time) AS average_seconds,
  max(target_processing_time) AS slowest_seconds,
  count_if(elb_status_code IN (502, 503, 504)) AS unanswered
FROM alb_access_logs
WHERE event_time >= current_timestamp - INTERVAL '1' DAY
GROUP BY target_ip, target_port
ORDER BY unanswered DESC, average_seconds DESC
LIMIT 50;
