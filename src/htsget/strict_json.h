/* strict_json: the JSON text of a POST, as strict as RFC 8259 and stricter. */
#ifndef HTSGET_STRICT_JSON_H
#define HTSGET_STRICT_JSON_H

#include <stddef.h>

#include <json-c/json.h>

#include "base/fault.h"

/*
 * Parses one JSON object and nothing but blanks around it. Strings in it hold
 * no NUL and are UTF-8. Of a key given twice the last one counts, and an
 * integer that does not fit 64 bits becomes the nearest one that does: json-c
 * tells of neither. `containers` bounds objects and arrays, which take
 * hundreds of bytes for two: one more is FAULT_TOO_LARGE, as is a text that
 * json-c cannot count; everything else FAULT_INVALID_INPUT, with the place in
 * bytes from 1. NULL on a fault; the caller frees by json_object_put.
 */
struct json_object	*strict_json_parse(const char *, size_t bytes,
			    size_t containers, struct fault *);

#endif
