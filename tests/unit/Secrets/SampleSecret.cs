namespace OciReconciler.UnitTests.Secrets;

/// <summary>Ciphertexts that have the form of age's, which nobody can decrypt.</summary>
internal static class SampleSecret
{
    /// <summary>One that age made, as it stands in JSON.</summary>
    public const string ArmorInJson =
        "-----BEGIN AGE ENCRYPTED FILE-----\\n"
        + "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSA0OUxMczhnYkxjbzBUcDBx\\n"
        + "NkhWRmVUdThqQ2pnbmxNdlM5bU1ORzFFYVFFCllFbklpMkJjSzA1SGR4OTlZMDFo\\n"
        + "QTZBeGNJOVhvc2hBV0RsT3pRMHUwYkkKLS0tIFdwYk50RHdZU3hGTk5MSEtKaVhL\\n"
        + "ZWZxZ2RYbEo4WTROaUtXcVhNbEhRSEkKJ+WCTH4DKhjene4yhxDd0ppTuddYrWYU\\n"
        + "MLkREhF0pFh2lvK/HYA=\\n"
        + "-----END AGE ENCRYPTED FILE-----\\n";

    /// <summary>The same text.</summary>
    public static string Armor { get; } = ArmorInJson.Replace("\\n", "\n", StringComparison.Ordinal);

    /// <summary>Bytes of one: another number is another one.</summary>
    public static byte[] Bytes(int number, int payload = 64) =>
    [
        .. Encoding.ASCII.GetBytes($"age-encryption.org/v1\n-> X25519 {number:D8}\nAAAA\n--- mac\n"),
        .. Enumerable.Repeat((byte)number, payload),
    ];

    public static AgeCiphertext Ciphertext(int number) => new(Bytes(number));

    /// <summary>One that a container gets as a file.</summary>
    public static Secret File(string name = "db", int number = 1) => new(name, Ciphertext(number)) { Target = $"/run/secrets/{name}" };

    /// <summary>One that becomes environment.</summary>
    public static Secret Environment(string name = "env", int number = 2) => new(name, Ciphertext(number));
}
