#include "base/base64.h"

static const char digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static void
put_digits(char *to, uint32_t bits)
{
	to[0] = digits[bits >> 18];
	to[1] = digits[bits >> 12 & 63];
	to[2] = digits[bits >> 6 & 63];
	to[3] = digits[bits & 63];
}

void
base64_encode(char *to, const uint8_t *data, size_t n)
{
	for (; n >= 3; n -= 3, data += 3, to += 4)
		put_digits(to, (uint32_t)data[0] << 16 | data[1] << 8 |
		    data[2]);
	if (n == 0)
		return;
	put_digits(to, (uint32_t)data[0] << 16 | (n > 1 ? data[1] << 8 : 0));
	to[3] = '=';
	if (n == 1)
		to[2] = '=';
}
