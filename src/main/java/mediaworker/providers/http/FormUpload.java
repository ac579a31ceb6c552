package mediaworker.providers.http;

import java.io.IOException;
import java.util.Map;
import mediaworker.concurrent.Cancellation;
import mediaworker.providers.FailureClass;
import mediaworker.providers.Fault;
import mediaworker.providers.MediaInput;
import mediaworker.providers.ProviderException;
import okhttp3.HttpUrl;
import okhttp3.MultipartBody;
import okhttp3.Request;

/** An upload with a presigned form, as object stores take it: all fields first, the file last. */
public final class FormUpload {

  private FormUpload() {}

  /**
   * Uploads a file. Carries no key.
   *
   * @param url where the provider said; signed, so it appears in no message
   * @param fields the form's fields in the provider's order
   * @throws ProviderException when the store refuses the file for good
   * @throws IOException when it could not be sent now
   */
  public static void send(
      FreeCalls http,
      String url,
      Map<String, String> fields,
      MediaInput.LocalFile file,
      Cancellation cancellation)
      throws ProviderException, IOException, InterruptedException {
    HttpUrl target = HttpUrl.parse(url);
    if (target == null) {
      throw new IOException("the provider named no place to upload to");
    }
    MultipartBody.Builder form = new MultipartBody.Builder().setType(MultipartBody.FORM);
    fields.forEach(form::addFormDataPart);
    form.addFormDataPart("file", FileBody.name("file", file), FileBody.of(file));
    Answer answer =
        http.send(new Request.Builder().url(target).post(form.build()).build(), cancellation);
    if (answer.isSuccess()) {
      return;
    }
    String sentence =
        "The upload of "
            + file.file().getFileName()
            + " to "
            + target.host()
            + " was refused (HTTP "
            + answer.status()
            + ").";
    if (answer.status() >= 500 || answer.status() == 429 || answer.status() == 408) {
      throw new IOException(sentence);
    }
    throw new ProviderException(Fault.of(FailureClass.INVALID_INPUT, sentence));
  }
}
