/* claims: what an OpenID Connect provider says of who asks. */
#ifndef ACCESS_CLAIMS_H
#define ACCESS_CLAIMS_H

#include <stdbool.h>

#include "access/caller.h"

/*
 * Whether the claim `name` is `value`, or a list that has it: whole, or an
 * item between commas, byte for byte. It is the variable OIDC_CLAIM_NAME as
 * mod_auth_openidc makes it; if there is none, the one with `_` for every
 * byte that is not a letter or a digit, as CGI and FastCGI on Apache name it.
 */
bool	claims_have(const struct caller *, const char *name,
	    const char *value);

#endif
