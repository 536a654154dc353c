-- Which client addresses send the most requests, and how many of them fail?
SELECT client_ip,
  count(*) AS requests,
  count_if(elb_status_code >= 400 AND elb_status_code < 500) AS client_errors,
  count_if(elb_status_code >= 500) AS server_errors,
  count(DISTINCT user_agent) AS user_agents,
  min(event_time) AS first_seen,
  max(event_time) AS last_seen
FROM alb_access_logs
WHERE event_time >= current_timestamp - INTERVAL '1' DAY
GROUP BY client_ip
ORDER BY requests DESC
LIMIT 50;
