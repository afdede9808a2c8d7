repository=$(curl -sS $api/providers -H "Authorization: Bearer $token" -H "$json" -d '
  {"data": {"type": "providers", "attributes": {"provider": "iac", "uid": "https://git.example/shop/web"}}}' | first providers)
curl -sS $api/providers/secrets -H "Authorization: Bearer $token" -H "$json" -d '
  {"data": {"type": "provider-secrets",
    "attributes": {"name": "reads the repository", "secret_type": "static",
      "secret": {"repository_url": "https://git.example/shop/web", "access_token": "glpat-…"}},
    "relationships": {"provider": {"data": {"type": "providers", "id": "'$repository'"}}}}}' |
  grep -o '"secret_type":"[^"]*"'
