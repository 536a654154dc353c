-- Who asks for many pages that do not exist?
SELECT client_ip,
  count(*) AS not_found,
  count(DISTINCT request_url) AS urls,
  min(user_agent) AS a_user_agent
FROM alb_access_logs
WHERE event_time >= current_timestamp - INTERVAL '7' DAY
  AND elb_status_code = 404
GROUP BY client_ip
HAVING count(DISTINCT request_url) >= 50
ORDER BY urls DESC;
