/* secrets: the keys of signatures. */
#include "access/secrets.h"

#include <string.h>

#include <sodium.h>

#include "access/lines.h"

/* Other words give other digests of the same line. */
#define FOR_KEYS	"htsgate: a key that signs URLs"
#define FOR_NAMES	"htsgate: the name of a secret"

_Static_assert(sizeof(FOR_KEYS) - 1 <= crypto_generichash_KEYBYTES_MAX &&
    sizeof(FOR_NAMES) - 1 <= crypto_generichash_KEYBYTES_MAX &&
    sizeof(FOR_KEYS) - 1 >= crypto_generichash_KEYBYTES_MIN &&
    sizeof(FOR_NAMES) - 1 >= crypto_generichash_KEYBYTES_MIN,
    "words that libsodium takes as keys");

static void
digest(uint8_t *made, size_t bytes, const struct line *line, const char *word)
{
	crypto_generichash(made, bytes, (const uint8_t *)line->s, line->n,
	    (const uint8_t *)word, strlen(word));
}

static void
make_secret(struct secret *secret, const struct line *line)
{
	uint8_t name[crypto_generichash_BYTES_MIN];

	digest(secret->key, sizeof(secret->key), line, FOR_KEYS);
	digest(name, sizeof(name), line, FOR_NAMES);
	sodium_bin2hex(secret->name, sizeof(secret->name), name,
	    SECRET_NAME / 2);
}

static int
add(struct secrets *secrets, const struct lines *l, const struct line *line,
    struct fault *fault)
{
	struct secret secret;

	if (memchr(line->s, '\0', line->n) != NULL)
		return lines_fault(l, fault, "has a NUL");
	if (line->n < SECRET_LEAST || line->n > SECRET_MOST)
		return lines_fault(l, fault, "a secret has %d to %d bytes, "
		    "not %zu", SECRET_LEAST, SECRET_MOST, line->n);
	if (secrets->n == SECRETS_MAX)
		return lines_fault(l, fault, "more than %d secrets",
		    SECRETS_MAX);
	make_secret(&secret, line);
	/* Two of one name could not be told apart by a URL either. */
	if (secrets_find(secrets, secret.name) != NULL)
		return lines_fault(l, fault, "this secret stands above as "
		    "well, or one with the same name");
	secrets->v[secrets->n++] = secret;
	return 0;
}

int
secrets_parse(const char *text, size_t bytes, struct secrets *secrets,
    struct fault *fault)
{
	struct lines l = lines_of(text, bytes);
	struct line line;

	memset(secrets, 0, sizeof(*secrets));
	while (lines_next(&l, &line))
		if (add(secrets, &l, &line, fault) == -1)
			goto broken;
	if (secrets->n > 0)
		return 0;
	lines_fault(&l, fault, "the file ends without a secret");
broken:
	sodium_memzero(secrets, sizeof(*secrets));
	return -1;
}

const struct secret *
secrets_find(const struct secrets *secrets, const char *name)
{
	size_t i;

	for (i = 0; i < secrets->n; i++)
		if (strcmp(secrets->v[i].name, name) == 0)
			return &secrets->v[i];
	return NULL;
}
