package mediaworker.jobs;

/**
 * A status that some rows have and this worker does not know: another program's word, or a slip of
 * a person. Such rows are left alone.
 *
 * @param status the word, as the table has it
 * @param jobs how many rows have it; of very many not all are counted
 * @param first the least of their ids
 */
public record UnknownStatus(String status, long jobs, long first) {

  /** More of a word is not shown. */
  private static final int MOST = 60;

  /** "1 job has the status 'pending'", "2 jobs have the status 'pending'". */
  public String told() {
    return (jobs == 1 ? "1 job has" : jobs + " jobs have")
        + " the status '"
        + readable(status)
        + "'";
  }

  /** The word fit for a line: whatever a row has there, it stays one line and no control. */
  public static String readable(String status) {
    String line = status.replaceAll("[\\p{Cntrl}\\p{Cf}]", "?");
    return line.length() <= MOST ? line : line.substring(0, MOST) + "…";
  }
}
