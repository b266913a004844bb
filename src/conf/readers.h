/* readers: how the value of each key is read into its member; for keys.c. */
#ifndef CONF_READERS_H
#define CONF_READERS_H

#include "conf/keys.h"

/*
 * Each is a `read` of struct key: NULL, and the member at `at` is set, or what
 * a good value is. What it made is freed by key_clear_data or
 * key_clear_settings, on a fault too.
 */
#define READER(name) \
	const char *reader_##name(const struct key *, const char *, void *at)
READER(bytes);
READER(count);
READER(text);
READER(url);
READER(link);
READER(folder);
READER(file);
READER(prefix);
READER(id);
READER(level);
READER(word);
READER(time);
READER(bool);
READER(encryption);
READER(origins);
READER(seconds);
READER(location);
READER(challenge);
READER(allow);
READER(offline);
READER(follow);
READER(data_file);
#undef READER

/* What a reader_word takes, for `words` of a key. */
extern const struct words words_missing_eof, words_inlining, words_sendfile,
    words_address;

#endif
