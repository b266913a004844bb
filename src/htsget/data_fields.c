#include <string.h>

#include "base/utf8.h"
#include "htsget/data_fields.h"
#include "htsget/data_url.h"

#define HEX		"0123456789abcdef"
#define IN_SIGNATURES \
	"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-"
#define IN_TICKETS	IN_SIGNATURES "."

#define DELETE		0x7f

static bool
has_only(const char *text, size_t bytes, const char *letters)
{
	return strlen(text) == bytes && strspn(text, letters) == bytes;
}

bool
data_is_version(const char *text)
{
	return has_only(text, DATA_VERSION_TEXT, HEX);
}

bool
data_is_key(const char *text)
{
	return has_only(text, DATA_KEY_TEXT, HEX);
}

bool
data_is_signature(const char *text)
{
	return has_only(text, DATA_SIGNATURE_TEXT, IN_SIGNATURES);
}

bool
data_is_ticket(const char *text)
{
	size_t n = strspn(text, IN_TICKETS);

	return n >= 1 && n <= DATA_TICKET_MAX && text[n] == '\0';
}

bool
data_is_user(const char *text)
{
	size_t i, n = strlen(text);

	if (n == 0 || n > DATA_USER_MAX || !utf8_valid(text, n))
		return false;
	for (i = 0; i < n; i++)
		if ((unsigned char)text[i] < ' ' || text[i] == DELETE)
			return false;
	return true;
}
