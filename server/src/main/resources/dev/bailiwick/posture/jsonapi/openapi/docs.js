'use strict';

SwaggerUIBundle({
  url: 'schema',
  dom_id: '#docs',
  deepLinking: true,
  docExpansion: 'none',
  defaultModelsExpandDepth: -1,
  validatorUrl: null,
  persistAuthorization: false,
});
