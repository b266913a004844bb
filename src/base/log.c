/* log: one line a message, to standard error or a file, by level. */
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/append.h"
#include "base/log.h"
#include "base/utf8.h"

/* Of a whole line: what a pipe takes at once (PIPE_BUF), so lines of several
 * processes do not mix. */
#define LOG_LINE_MAX	4096
#define LOG_ID_MAX	32

static const char cut_mark[] = "…[cut]";

static const char *const level_names[LOG_LEVEL_COUNT] = {
	[LOG_ERROR] = "error",
	[LOG_WARNING] = "warning",
	[LOG_INFO] = "info",
	[LOG_DEBUG] = "debug",
};

/* Good before log_open too: a bad configuration must be heard of. */
static int		target = STDERR_FILENO;
static bool		target_is_file;
static enum log_level	threshold = LOG_WARNING;

/* Of the request being answered; a process answers one at a time, in one
 * thread. */
static char		request_id[LOG_ID_MAX + 1];

struct line {
	char	text[LOG_LINE_MAX];
	size_t	bytes;
};

const char *
log_level_name(enum log_level level)
{
	return (unsigned)level < LOG_LEVEL_COUNT ? level_names[level] : "";
}

int
log_open(const char *path, enum log_level level)
{
	int fd = STDERR_FILENO;

	if (path != NULL && (fd = append_open(path)) < 0)
		return -1;
	if (target_is_file)
		close(target);
	target = fd;
	target_is_file = path != NULL;
	threshold = level;
	return 0;
}

bool
log_wants(enum log_level level)
{
	return level <= threshold;
}

void
log_request(const char *id)
{
	const size_t bytes = id != NULL ? strnlen(id, LOG_ID_MAX) : 0;

	if (bytes > 0)
		memcpy(request_id, id, bytes);
	request_id[bytes] = '\0';
}

static void
put_prefix(struct line *line, enum log_level level)
{
	bool known = request_id[0] != '\0';
	time_t now = time(NULL);
	struct tm utc;
	int n;

	line->bytes = 0;
	if (target_is_file && gmtime_r(&now, &utc) != NULL)
		line->bytes = strftime(line->text, sizeof(line->text),
		    "%Y-%m-%dT%H:%M:%SZ ", &utc);
	n = snprintf(line->text + line->bytes,
	    sizeof(line->text) - line->bytes, "htsgate: %s: %s%s%s",
	    log_level_name(level), known ? "[" : "", request_id,
	    known ? "] " : "");
	if (n > 0)
		line->bytes += (size_t)n;
}

/* A character that a terminal or a reader of lines could obey. */
static bool
is_control(const char *s, size_t length)
{
	unsigned char c = (unsigned char)s[0];

	if (length == 1)
		return c < 0x20 || c == 0x7f;
	/* U+0080 to U+009F, the C1 controls */
	return length == 2 && c == 0xc2 && (unsigned char)s[1] < 0xa0;
}

/* One byte or character of `text`; false when the line has no room for it. */
static bool
put_character(struct line *line, size_t room, const char *text,
    size_t *length)
{
	static const char digits[] = "0123456789abcdef";
	size_t n = utf8_length(text, *length);
	unsigned char c = (unsigned char)*text;

	if (n > 0 && !is_control(text, n)) {
		if (line->bytes + n > room)
			return false;
		memcpy(line->text + line->bytes, text, n);
		line->bytes += n;
		*length = n;
		return true;
	}
	if (line->bytes + 4 > room)
		return false;
	line->text[line->bytes++] = '\\';
	line->text[line->bytes++] = 'x';
	line->text[line->bytes++] = digits[c >> 4];
	line->text[line->bytes++] = digits[c & 15];
	*length = 1;
	return true;
}

static void
put_text(struct line *line, const char *text)
{
	const size_t mark = sizeof(cut_mark) - 1;
	const size_t room = sizeof(line->text) - mark - 1;
	size_t left = strlen(text), n;

	for (; left > 0; text += n, left -= n) {
		n = left;
		if (!put_character(line, room, text, &n)) {
			memcpy(line->text + line->bytes, cut_mark, mark);
			line->bytes += mark;
			break;
		}
	}
	line->text[line->bytes++] = '\n';
}

void
log_write(enum log_level level, const char *format, ...)
{
	/* As long as a line: what vsnprintf cuts off never fits there. */
	char text[LOG_LINE_MAX];
	struct line line;
	int saved = errno;
	va_list ap;

	if (!log_wants(level))
		return;
	va_start(ap, format);
	if (vsnprintf(text, sizeof(text), format, ap) < 0)
		text[0] = '\0';
	va_end(ap);
	put_prefix(&line, level);
	put_text(&line, text);
	/* There is nobody to tell when the log cannot be written. */
	while (write(target, line.text, line.bytes) < 0 && errno == EINTR)
		continue;
	errno = saved;
}
