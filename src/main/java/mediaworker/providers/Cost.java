package mediaworker.providers;

import java.math.BigDecimal;

/**
 * What a call has cost, where the provider tells.
 *
 * @param amount in the unit
 * @param unit "USD", "credits", "units", "tokens"
 */
public record Cost(BigDecimal amount, String unit) {}
