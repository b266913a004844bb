/* log: one line a message, to standard error or a file, by level. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>

enum log_level {
	LOG_ERROR,
	LOG_WARNING,
	LOG_INFO,
	LOG_DEBUG,
	LOG_LEVEL_COUNT
};

/* "error", "warning", "info", "debug". */
const char	*log_level_name(enum log_level);

/*
 * Where and how much to log from now on. path NULL: standard error. A file
 * is opened for appending; on failure (ENXIO: a FIFO that nobody reads) the
 * old target stays and -1 comes back with errno.
 */
int	log_open(const char *path, enum log_level);

/* Whether a line of that level is written, for who has to work for its text. */
bool	log_wants(enum log_level);

/*
 * Every line until the next call belongs to the request `id`; NULL: to none.
 * The text is copied (32 bytes of it) and not escaped. One id at a time: the
 * process has one thread.
 */
void	log_request(const char *id);

/*
 * Writes "htsgate: level: [id] text\n", outside of requests without "[id] ",
 * by a single write(2), with a time in front when the target is a file.
 * Control bytes and invalid UTF-8 of the text are written as \xHH, so that a
 * request cannot forge a line. A line over 4,096 bytes ends in "…[cut]".
 * Allocates nothing and keeps errno. Before log_open: warnings and errors, to
 * standard error.
 */
void	log_write(enum log_level, const char *, ...)
	    __attribute__((format(printf, 2, 3)));

#endif
