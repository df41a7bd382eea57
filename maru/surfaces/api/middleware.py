from maru.kit.api.middleware import speak_json

# Whatever fails below /api/ answers in the API's own form, Django's own 404 and 500 included.
errors_as_json = speak_json("/api/")
