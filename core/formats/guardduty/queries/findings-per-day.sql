-- How many findings were new each day, and of which severity?
SELECT
  substr(createdat, 1, 10) AS created,
  count(DISTINCT CASE WHEN CAST(severity AS double) >= 7 THEN id END) AS high,
  count(DISTINCT CASE WHEN CAST(severity AS double) >= 4 AND CAST(severity AS double) < 7 THEN id END) AS medium,
  count(DISTINCT CASE WHEN CAST(severity AS double) < 4 THEN id END) AS low
FROM guardduty_findings
GROUP BY substr(createdat, 1, 10)
ORDER BY created;
