/* lines: the lines of a text that say something. */
#include "access/lines.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static struct line
trim(const char *s, size_t n)
{
	while (n > 0 && is_blank(s[n - 1]))
		n--;
	for (; n > 0 && is_blank(*s); n--)
		s++;
	return (struct line){ s, n };
}

struct lines
lines_of(const char *text, size_t bytes)
{
	return (struct lines){ text, text + bytes, 0 };
}

bool
lines_next(struct lines *l, struct line *line)
{
	const char *end;

	while (l->next < l->end) {
		end = memchr(l->next, '\n', (size_t)(l->end - l->next));
		if (end == NULL)
			end = l->end;
		*line = trim(l->next, (size_t)(end - l->next));
		l->next = end < l->end ? end + 1 : end;
		l->number++;
		if (line->n > 0 && *line->s != '#')
			return true;
	}
	return false;
}

struct line
line_word(struct line *line)
{
	struct line word = { line->s, 0 };

	while (word.n < line->n && !is_blank(word.s[word.n]))
		word.n++;
	*line = trim(line->s + word.n, line->n - word.n);
	return word;
}

void
line_skip(struct line *line)
{
	*line = trim(line->s, line->n);
}

static bool
is_text(const struct line *line)
{
	size_t i;

	for (i = 0; i < line->n; i++)
		if (((unsigned char)line->s[i] < ' ' && line->s[i] != '\t') ||
		    line->s[i] == 0x7f)
			return false;
	return utf8_valid(line->s, line->n);
}

int
lines_fault(const struct lines *l, struct fault *fault, const char *format, ...)
{
	char what[512];
	va_list ap;

	va_start(ap, format);
	if (vsnprintf(what, sizeof(what), format, ap) < 0)
		what[0] = '\0';
	va_end(ap);
	return fault_detail(fault, FAULT_INTERNAL, "a file that says who may "
	    "read is broken", "line %lu: %s", l->number, what);
}

int
lines_check_text(const struct lines *l, const struct line *line,
    struct fault *fault)
{
	return is_text(line) ? 0 :
	    lines_fault(l, fault, "is not UTF-8 or has a control byte");
}
