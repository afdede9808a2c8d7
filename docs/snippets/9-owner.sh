tenant=$(curl -sS -H "Authorization: Bearer $token" $api/tenants | first tenants)
membership=$(curl -sSg -H "Authorization: Bearer $token" "$api/tenants/$tenant/memberships?filter[user]=$user" | first memberships)
curl -sS -X PATCH $api/tenants/$tenant/memberships/$membership -H "Authorization: Bearer $token" -H "$json" -d '
  {"data": {"type": "memberships", "id": "'$membership'", "attributes": {"role": "owner"}}}' | grep -o '"role":"[^"]*"'
