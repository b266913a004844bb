/* signature: what a data URL grants, and until when; no I/O. */
#ifndef HTSGET_SIGNATURE_H
#define HTSGET_SIGNATURE_H

#include "access/secrets.h"
#include "base/fault.h"
#include "htsget/data_url.h"

/*
 * Signs a data URL by the first secret: sets q->key, q->signature and
 * q->is_signed. All else of *q must be set: range (DATA_FILE) or span,
 * expires, user. HMAC-SHA-256 over kind, id, format, version (the digest of
 * inode, size, mtime and ctime), ticket, range or parts, expiry and user, each
 * with its length in front, so that no two URLs have one text.
 */
void	signature_sign(const struct secrets *, enum data_kind, const char *id,
	    struct data_query *q);

/*
 * Whether such a URL holds at `now` (seconds since 1970): if not,
 * FAULT_PERMISSION_DENIED with a message of its own for each reason: not
 * signed, key unknown (as of a retired secret), wrong, expired more than
 * `slack` seconds ago. The signature is compared in constant time, and before
 * anything else is believed. The detail has key and id, never the signature.
 */
int	signature_check(const struct secrets *, enum data_kind, const char *id,
	    const struct data_query *, uint64_t now, uint64_t slack,
	    struct fault *);

#endif
