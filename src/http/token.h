/* token: the characters of names in HTTP (RFC 9110, 5.6.2), for strspn. */
#ifndef HTTP_TOKEN_H
#define HTTP_TOKEN_H

#define TOKEN_CHARACTERS "abcdefghijklmnopqrstuvwxyz" \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-.^_`|~"

#endif
