/**
 * The keying lab: draws clips whose transparency is known, keys them with the product and with
 * tuned ffmpeg filters, and measures both against the truth. Run by {@code bench/keying/run}.
 */
package mediaworker.keyinglab;
