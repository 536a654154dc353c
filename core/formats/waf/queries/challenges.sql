-- Who fails CAPTCHA and challenge puzzles, and why?
SELECT
  client_ip,
  action,
  coalesce(captcharesponse.failurereason, challengeresponse.failurereason) AS reason,
  count(*) AS requests
FROM waf_logs
WHERE action IN ('CAPTCHA', 'CHALLENGE')
GROUP BY client_ip, action, coalesce(captcharesponse.failurereason, challengeresponse.failurereason)
ORDER BY requests DESC
LIMIT 100;
