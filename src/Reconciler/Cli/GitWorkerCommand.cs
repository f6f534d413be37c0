using System.CommandLine;
using System.Text;
using OciReconciler.Configuration;
using OciReconciler.Files;
using OciReconciler.Git;
using OciReconciler.Git.Worker;
using OciReconciler.Terminal;

namespace OciReconciler.Cli;

/// <summary>The hidden commands that run in the sandbox of a git source: the worker, and what git runs for a password.</summary>
internal static class GitWorkerCommand
{
    private const int LongestPassword = 64 * 1024;

    /// <summary>Both.</summary>
    public static IEnumerable<Command> Commands()
    {
        var worker = new Command("git-worker", "Run by the controller, in the sandbox of a git source.") { Hidden = true };
        worker.SetAction((_, _) => RunAsync());
        var operation = new Argument<string>("OPERATION");
        var credential = new Command("git-credential", "Run by git, in the sandbox of a git source.") { operation };
        credential.Hidden = true;
        credential.SetAction(parsed => RunCredential(parsed.GetValue(operation)!));
        return [worker, credential];
    }

    /// <summary>What git is told of a password; empty for anything but <c>get</c> for https.</summary>
    /// <param name="attributes">git's, NAME=VALUE a line; see git-credential(1).</param>
    /// <param name="password">The file's content; its first line counts.</param>
    public static string CredentialAnswer(string operation, string attributes, string password)
    {
        var lines = attributes.Split('\n');
        if (operation != "get" || !lines.Contains("protocol=https"))
            return "";
        // Any name will do for a token.
        var user = lines.FirstOrDefault(line => line.StartsWith("username=", StringComparison.Ordinal)) ?? "username=git";
        return $"{user}\npassword={password.Split('\n')[0].TrimEnd('\r')}\n";
    }

    private static async Task<int> RunAsync()
    {
        if (Paths() is not { Cache.Length: > 0 } paths)
            throw new CommandFailure(ExitCodes.Usage, "git-worker is run by the controller itself, for the git sources of its settings.");
        await using var input = Console.OpenStandardInput();
        await using var output = BinaryOutput.Open();
        try
        {
            await new GitWorker(paths, input, output, TimeProvider.System).RunAsync();
            return ExitCodes.Fine;
        }
        catch (IOException)
        {
            // The controller has closed the pipe.
            return ExitCodes.Fine;
        }
    }

    private static int RunCredential(string operation)
    {
        using var input = Console.OpenStandardInput();
        var attributes = new StreamReader(input, Encoding.UTF8).ReadToEnd();
        if (Paths().Credential(GitCredentialFiles.Password) is { } file)
        {
            using var output = BinaryOutput.Open();
            output.Write(Encoding.UTF8.GetBytes(CredentialAnswer(operation, attributes, RegularFile.ReadAllText(file, LongestPassword))));
        }

        return ExitCodes.Fine;
    }

    // git passes on the environment that it has itself.
    private static WorkerPaths Paths() => new(
        Environment.GetEnvironmentVariable("CACHE_DIRECTORY") ?? "",
        Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY") ?? "",
        Environment.ProcessPath!);
}
