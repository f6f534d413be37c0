namespace OciReconciler.UnitTests.Manifests;

/// <summary>
/// Health checks that no engine could be told. Each row: what it is, the document, and all its errors as LINE: PATH: MESSAGE.
/// </summary>
internal static class HealthCheckRefusals
{
    public static IEnumerable<Refusal> Rows =>
    [
        new("no test", Sample.Spec("'healthCheck': {'retries': 2}"),
            "3: $.spec.healthCheck: \"test\" is missing, and required: write [\"CMD-SHELL\", \"LINE\"], or [\"CMD\", \"PROGRAM\", ...]"),
        new("empty test", Sample.Spec("'healthCheck': {'test': []}"),
            "3: $.spec.healthCheck.test: is empty: write [\"CMD-SHELL\", \"LINE\"], or [\"CMD\", \"PROGRAM\", ...]"),
        new("test without its form", Sample.Spec("'healthCheck': {'test': ['curl', 'localhost']}"),
            "3: $.spec.healthCheck.test: begins with \"curl\": the first element is \"CMD-SHELL\" (one line for the shell follows) or "
            + "\"CMD\" (a program and its arguments follow)"),
        new("line in pieces", Sample.Spec("'healthCheck': {'test': ['CMD-SHELL', 'curl', 'localhost']}"),
            "3: $.spec.healthCheck.test: has one line after \"CMD-SHELL\", no more and no less"),
        new("empty line", Sample.Spec("'healthCheck': {'test': ' '}"),
            "3: $.spec.healthCheck.test: has nothing for the shell to run"),
        new("line that begins with a dash", Sample.Spec("'healthCheck': {'test': '-x || true'}"),
            "3: $.spec.healthCheck.test: \"-x || true\" begins with '-' and would be read as an option of the shell: begin "
            + "with the program"),
        new("empty program", Sample.Spec("'healthCheck': {'test': ['CMD', '', '-x']}"),
            "3: $.spec.healthCheck.test: names no program after \"CMD\""),
        new("test of another type", Sample.Spec("'healthCheck': {'test': 1}"),
            "3: $.spec.healthCheck.test: expected a list of strings, or a line for the shell, found a number"),
        new("test with a control character", Sample.Spec("""'healthCheck': {'test': 'a\nb'}"""),
            """3: $.spec.healthCheck.test: "a\u000ab" contains a control character (U+000A), which is not allowed here: remove it"""),
        new("a single program with a blank", Sample.Spec("'healthCheck': {'test': ['CMD', '/a b']}"),
            "3: $.spec.healthCheck.test: podman's command line cannot say the program \"/a b\" like this: write [\"CMD-SHELL\", \"LINE\"]"),
        new("nothing to run", Sample.Spec("'healthCheck': {'test': ['CMD']}"),
            "3: $.spec.healthCheck.test: names no program after \"CMD\""),
        new("vector with docker", Sample.Spec("'backend': 'docker', 'healthCheck': {'test': ['CMD', 'true']}"),
            "3: $.spec.healthCheck.test: docker's command line takes a test for the shell alone: write [\"CMD-SHELL\", \"LINE\"]"),
        new("health check twice", Sample.Spec("'healthCheck': {'test': ['CMD', 'true']}, 'extraOptions': ['--health-retries=3']"),
            "3: $.spec.extraOptions: \"--health-retries=3\": healthCheck says this already: remove one of the two"),
    ];
}
