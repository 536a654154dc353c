-- Which clients ask for what is not there?
SELECT client_ip, count(*) AS requests, count(DISTINCT request_url) AS urls
FROM alb_access_logs
WHERE elb_status_code = 404
GROUP BY client_ip
ORDER BY urls DESC
LIMIT 20;
