/* say: what a command tells its user. */
#include "cli/say.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

#define LINE_MAX_BYTES 8192

void
say_text(FILE *out, const char *text)
{
	size_t left = strlen(text), n;

	for (; left > 0; text += n, left -= n) {
		n = utf8_length(text, left);
		if (n == 0 || (unsigned char)*text < ' ' || *text == 0x7f) {
			fprintf(out, "\\x%02X", (unsigned char)*text);
			n = 1;
		} else
			fwrite(text, 1, n, out);
	}
}

void
say_line(const char *format, ...)
{
	char line[LINE_MAX_BYTES];
	va_list ap;

	va_start(ap, format);
	if (vsnprintf(line, sizeof(line), format, ap) < 0)
		line[0] = '\0';
	va_end(ap);
	fputs("htsgate: ", stderr);
	say_text(stderr, line);
	putc('\n', stderr);
}

void
say_fault(const char *subject, const struct fault *fault)
{
	if (fault->detail[0] != '\0')
		say_line("%s: %s (%s)", subject, fault->message, fault->detail);
	else
		say_line("%s: %s", subject, fault->message);
}

int
say_end(void)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return 0;
	say_line("standard output: %s", strerror(errno));
	return -1;
}
