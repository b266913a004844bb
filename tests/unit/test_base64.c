/* Tests of base/base64.h: RFC 4648's own vectors, then libsodium's answers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "base/base64.h"

#define LONGEST	300	/* bytes */

static const struct {
	const char	*data, *text;
} vectors[] = {
	{ "", "" },
	{ "f", "Zg==" },
	{ "fo", "Zm8=" },
	{ "foo", "Zm9v" },
	{ "foob", "Zm9vYg==" },
	{ "fooba", "Zm9vYmE=" },
	{ "foobar", "Zm9vYmFy" },
	{ "\xff\xff\xfe", "///+" },
};

static void
test_vectors(void **state)
{
	char text[16];
	size_t i, n;

	(void)state;
	for (i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
		memset(text, '#', sizeof(text));
		n = strlen(vectors[i].data);
		base64_encode(text, (const uint8_t *)vectors[i].data, n);
		assert_int_equal(BASE64_LENGTH(n), strlen(vectors[i].text));
		assert_memory_equal(text, vectors[i].text, BASE64_LENGTH(n));
		assert_int_equal(text[BASE64_LENGTH(n)], '#');
	}
}

static void
test_like_sodium(void **state)
{
	uint8_t data[LONGEST];
	char text[BASE64_LENGTH(LONGEST) + 1], wanted[sizeof(text)];
	size_t n;

	(void)state;
	for (n = 0; n <= LONGEST; n++) {
		randombytes_buf(data, n);
		base64_encode(text, data, n);
		text[BASE64_LENGTH(n)] = '\0';
		sodium_bin2base64(wanted, sizeof(wanted), data, n,
		    sodium_base64_VARIANT_ORIGINAL);
		assert_string_equal(text, wanted);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_vectors),
		cmocka_unit_test(test_like_sodium),
	};

	if (sodium_init() == -1)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
