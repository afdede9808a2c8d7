curl -sS -g -H "Authorization: Api-Key $key" "http://127.0.0.1:8080/api/v1/findings/latest?filter[provider]=$provider\
&filter[status]=FAIL&sort=severity&fields[findings]=severity,status_extended&page[size]=5" |
  grep -o '"attributes":{[^}]*}'
