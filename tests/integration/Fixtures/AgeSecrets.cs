using System.Security.Cryptography;

namespace OciReconciler.IntegrationTests.Fixtures;

/// <summary>Secrets as a user of age makes them in a lab.</summary>
internal static class AgeSecrets
{
    private const string Plain = "/dev/shm/plain";

    /// <summary>One that is found again wherever it goes: see <see cref="SecretSearch"/>.</summary>
    public static string New() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>Makes identities, readable for root alone.</summary>
    public static async Task MakeIdentitiesAsync(Lab lab, params string[] paths)
    {
        foreach (var path in paths)
            (await lab.ShellAsync($"umask 077; mkdir -p $(dirname {path}); age-keygen -o {path}")).Succeeded();
    }

    /// <summary>The armored ciphertext. The plain text is never an argument, not even here.</summary>
    public static async Task<string> EncryptAsync(Lab lab, string plain, string identity)
    {
        await lab.WriteFileAsync(Plain, plain);
        return (await lab.ShellAsync($"age --armor --recipient \"$(age-keygen -y {identity})\" {Plain}; rm {Plain}")).Succeeded().Stdout;
    }
}
