curl -sS -o /dev/null -w '%{http_code}\n' -X DELETE -H "Authorization: Bearer $token" $api/tenants/$tenant/memberships/$membership
curl -sS -o /dev/null -w '%{http_code}\n' -H "Authorization: Bearer $gil" $api/providers
curl -sS -H "Authorization: Bearer $token" $api/audit-log | grep -o '"what":"[^"]*"'
