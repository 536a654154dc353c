-- Which addresses fail to log in again and again?
SELECT client_ip,
  domain_name,
  count(*) AS attempts,
  count_if(elb_status_code IN (401, 403)) AS refused,
  count(DISTINCT user_agent) AS user_agents
FROM alb_access_logs
WHERE event_time >= current_timestamp - INTERVAL '1' DAY
  AND request_verb = 'POST'
  AND lower(request_url) LIKE '%/login%'
GROUP BY client_ip, domain_name
HAVING count_if(elb_status_code IN (401, 403)) >= 20
ORDER BY refused DESC;
