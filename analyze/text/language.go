package text

// Undetermined is the language of a text that cannot be told.
const Undetermined = "und"
