# Das Symbol in der Leiste, und was die App ohne Fenster sagt.
