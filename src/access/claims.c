/* claims: what an OpenID Connect provider says of who asks. */
#include "access/claims.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "conf/who.h"

#define PREFIX	"OIDC_CLAIM_"

static const char letters_digits[] = "abcdefghijklmnopqrstuvwxyz"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

static const char *
variable_of(const struct caller *caller, const char *name)
{
	char variable[sizeof(PREFIX) + WHO_NAME_MAX];
	const char *text;
	size_t i;
	int n;

	n = snprintf(variable, sizeof(variable), "%s%s", PREFIX, name);
	if (n < 0 || (size_t)n >= sizeof(variable))
		return NULL;
	text = caller->variable(caller->arg, variable);
	if (text != NULL && *text != '\0')
		return text;
	for (i = strspn(variable, letters_digits); variable[i] != '\0';
	    i += strspn(variable + i, letters_digits))
		variable[i++] = '_';
	return caller->variable(caller->arg, variable);
}

bool
claims_have(const struct caller *caller, const char *name, const char *value)
{
	const char *list;
	size_t n, bytes = strlen(value);

	if (caller->variable == NULL ||
	    (list = variable_of(caller, name)) == NULL)
		return false;
	if (strcmp(list, value) == 0)
		return bytes > 0;
	for (;; list += n + 1) {
		n = strcspn(list, ",");
		if (n == bytes && n > 0 && memcmp(list, value, n) == 0)
			return true;
		if (list[n] == '\0')
			return false;
	}
}
