/* fuzz_uri: percent-encoded text, and any text encoded and decoded again. */
#include <stdlib.h>
#include <string.h>

#include "base/uri.h"
#include "base/utf8.h"
#include "fuzz.h"

static void
decode(const struct input *in, int plus)
{
	const char *why = NULL;
	char *s = uri_decode((const char *)in->p, in->n, plus, &why);

	if (s == NULL) {
		fuzz_must(why != NULL && utf8_valid(why, strlen(why)));
		return;
	}
	fuzz_must(strlen(s) <= in->n && utf8_valid(s, strlen(s)));
	free(s);
}

/* Text that can be decoded at all is what it was. */
static void
there_and_back(const char *text)
{
	const char *why, *p;
	char *encoded = uri_encode_path(text), *again;

	fuzz_must(encoded != NULL);
	for (p = encoded; *p != '\0'; p++)
		fuzz_must(*p > ' ' && *p < 0x7f && strchr("\"<>?#", *p) ==
		    NULL);
	again = uri_decode(encoded, strlen(encoded), 0, &why);
	if (utf8_valid(text, strlen(text)))
		fuzz_must(again != NULL && strcmp(again, text) == 0);
	free(again);
	free(encoded);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct input in = { data, n };
	char *text = fuzz_text(&in);

	decode(&in, 0);
	decode(&in, 1);
	there_and_back(text);
	free(text);
	return 0;
}
