#include <inttypes.h>
#include <string.h>
#include <time.h>

#include <sodium.h>

#include "htsget/signature.h"

#define NUMBER	8	/* bytes */
#define BASE64	sodium_base64_VARIANT_URLSAFE_NO_PADDING

_Static_assert(crypto_auth_hmacsha256_KEYBYTES == SECRET_BYTES, "a key");
_Static_assert(sodium_base64_ENCODED_LEN(crypto_auth_hmacsha256_BYTES,
    BASE64) == DATA_SIGNATURE_TEXT + 1, "a signature");
_Static_assert(DATA_KEY_TEXT == SECRET_NAME, "the name of a secret");

static void
put_bare(struct crypto_auth_hmacsha256_state *h, uint64_t number)
{
	uint8_t bytes[NUMBER];
	unsigned i;

	for (i = 0; i < NUMBER; i++)
		bytes[i] = (uint8_t)(number >> (8 * i));
	crypto_auth_hmacsha256_update(h, bytes, sizeof(bytes));
}

static void
put_text(struct crypto_auth_hmacsha256_state *h, const char *text)
{
	size_t bytes = strlen(text);

	put_bare(h, bytes);
	crypto_auth_hmacsha256_update(h, (const uint8_t *)text, bytes);
}

static void
put_number(struct crypto_auth_hmacsha256_state *h, uint64_t number)
{
	put_bare(h, NUMBER);
	put_bare(h, number);
}

/* The length is that of all numbers, so it counts them. */
static void
put_parts(struct crypto_auth_hmacsha256_state *h, const struct part *parts,
    size_t n)
{
	size_t i;

	put_bare(h, 2 * NUMBER * n);
	for (i = 0; i < n; i++) {
		put_bare(h, parts[i].start);
		put_bare(h, parts[i].end);
	}
}

/* Another order or another field is another text: old URLs no longer hold. */
static void
make_text(const struct secret *secret, enum data_kind kind, const char *id,
    const struct data_query *q, char text[DATA_SIGNATURE_TEXT + 1])
{
	const struct part range = { q->start, q->end };
	uint8_t mac[crypto_auth_hmacsha256_BYTES];
	struct crypto_auth_hmacsha256_state h;

	crypto_auth_hmacsha256_init(&h, secret->key, sizeof(secret->key));
	put_text(&h, data_kind_name(kind));
	put_text(&h, id);
	put_text(&h, format_name(q->format));
	put_text(&h, q->version);
	put_text(&h, q->ticket);
	if (kind == DATA_FILE)
		put_parts(&h, &range, 1);
	else
		put_parts(&h, q->span.parts, q->span.nparts);
	put_number(&h, q->span.header);
	put_number(&h, q->span.eof);
	put_number(&h, q->expires);
	put_text(&h, q->user);
	crypto_auth_hmacsha256_final(&h, mac);
	sodium_bin2base64(text, DATA_SIGNATURE_TEXT + 1, mac, sizeof(mac),
	    BASE64);
	sodium_memzero(&h, sizeof(h));
}

void
signature_sign(const struct secrets *secrets, enum data_kind kind,
    const char *id, struct data_query *q)
{
	const struct secret *first = &secrets->v[0];

	make_text(first, kind, id, q, q->signature);
	memcpy(q->key, first->name, sizeof(q->key));
	q->is_signed = true;
}

/*
 * The one spelling of the right bytes, all of it at once: base64 that decodes
 * to the same bytes is not taken.
 */
static bool
is_right(const struct secret *secret, enum data_kind kind, const char *id,
    const struct data_query *q)
{
	char right[DATA_SIGNATURE_TEXT + 1];
	bool same;

	make_text(secret, kind, id, q, right);
	same = sodium_memcmp(right, q->signature, sizeof(right)) == 0;
	sodium_memzero(right, sizeof(right));
	return same;
}

static int
refuse_expired(const char *id, const struct data_query *q, uint64_t now,
    struct fault *fault)
{
	char when[sizeof("2147485547-12-31T23:59:59Z")] = "";
	time_t expires = (time_t)q->expires;
	char message[sizeof(when) + 80];
	struct tm utc;

	if (gmtime_r(&expires, &utc) != NULL)
		strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%SZ", &utc);
	snprintf(message, sizeof(message), "the URL is too old, it expired at "
	    "%s: ask for a new ticket", when);
	return fault_detail(fault, FAULT_PERMISSION_DENIED, message,
	    "key %s, %s: %" PRIu64 " s ago", q->key, id, now - q->expires);
}

int
signature_check(const struct secrets *secrets, enum data_kind kind,
    const char *id, const struct data_query *q, uint64_t now, uint64_t slack,
    struct fault *fault)
{
	const struct secret *secret;

	if (!q->is_signed)
		return fault_detail(fault, FAULT_PERMISSION_DENIED,
		    "the URL is not signed: ask for a ticket", "%s", id);
	if ((secret = secrets_find(secrets, q->key)) == NULL)
		return fault_detail(fault, FAULT_PERMISSION_DENIED,
		    "the URL is signed with a secret that is not known here "
		    "(any more): ask for a new ticket", "key %s, %s", q->key,
		    id);
	if (!is_right(secret, kind, id, q))
		return fault_detail(fault, FAULT_PERMISSION_DENIED,
		    "the URL was changed, its signature is wrong",
		    "key %s, %s", q->key, id);
	if (now > q->expires && now - q->expires > slack)
		return refuse_expired(id, q, now, fault);
	return 0;
}
