curl -sS -g -H "Authorization: Api-Key $key" \
  'http://127.0.0.1:8080/api/v1/findings/latest?filter[status]=FAIL&sort=severity&fields[findings]=check_id,severity,delta' |
  grep -o '"attributes":{[^}]*}'
