using System.Diagnostics;
using OciReconciler.UnitTests.Sources;

namespace OciReconciler.UnitTests.Git;

/// <summary>A repository that a test pushes to, made by the git of this machine; and a home for keys.</summary>
internal sealed class TestRepository : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public TestRepository(params string[] initOptions)
    {
        Path = _directory["repository"];
        Home = _directory.Make("home");
        Git(["init", "--quiet", "--initial-branch=main", .. initOptions, Path]);
    }

    public string Path { get; }

    public string Home { get; }

    public string Url => $"file://{Path}";

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a file and commits all.</summary>
    /// <returns>The commit.</returns>
    public string Commit(string file, string content, params string[] options)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(this[file])!);
        File.WriteAllText(this[file], content);
        return CommitAll(options);
    }

    public string CommitAll(params string[] options)
    {
        Git(["add", "--all"]);
        string[] message = options.Any(option => option.StartsWith("--message", StringComparison.Ordinal)) ? [] : ["--message=change"];
        Git(["commit", "--quiet", "--allow-empty", .. message, .. options]);
        return Git(["rev-parse", "HEAD"]);
    }

    /// <summary>Runs git there.</summary>
    /// <returns>What it prints, without the last line break.</returns>
    public string Git(params string[] arguments) => Git(arguments, []);

    public string Git(string[] arguments, byte[] input) => Run("git", arguments, input);

    /// <summary>Makes a commit of a tree of raw entries: "MODE TYPE ID", TAB, name.</summary>
    public string CommitTree(params (string Header, byte[] Name)[] entries)
    {
        var listing = entries.SelectMany(entry => (byte[])[.. Encoding.ASCII.GetBytes(entry.Header + "\t"), .. entry.Name, 0]).ToArray();
        var tree = Git(["mktree", "-z", "--missing"], listing);
        return CommitOf(tree);
    }

    /// <summary>Puts main on a commit of a tree.</summary>
    public string CommitOf(string tree)
    {
        var commit = Git("commit-tree", tree, "-m", "change");
        Git("update-ref", "refs/heads/main", commit);
        return commit;
    }

    public string Blob(byte[] content) => Git(["hash-object", "-w", "--stdin"], content);

    /// <summary>A tree as it is stored, with whatever is in it.</summary>
    public string RawTree(params (string Mode, string Name, string Id)[] entries)
    {
        byte[] content =
        [
            .. entries.SelectMany(entry => (byte[])
                [.. Encoding.UTF8.GetBytes($"{entry.Mode} {entry.Name}"), 0, .. Convert.FromHexString(entry.Id)]),
        ];
        return Git(["hash-object", "-t", "tree", "-w", "--literally", "--stdin"], content);
    }

    /// <summary>Runs a program with nothing of this machine's configuration.</summary>
    public string Run(string program, string[] arguments, byte[]? input = null, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
            WorkingDirectory = Directory.Exists(Path) ? Path : Home,
        };
        foreach (var (name, value) in Environment.Concat(environment))
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardInput.BaseStream.Write(input ?? []);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {errors.GetAwaiter().GetResult()}");
        return output.TrimEnd('\n');
    }

    public void Dispose() => _directory.Dispose();

    private (string, string)[] Environment =>
    [
        ("HOME", Home), ("GNUPGHOME", System.IO.Path.Combine(Home, "gnupg")), ("GIT_CONFIG_GLOBAL", "/dev/null"),
        ("GIT_CONFIG_NOSYSTEM", "1"), ("GIT_AUTHOR_NAME", "Ada"), ("GIT_AUTHOR_EMAIL", "ada@example.org"), ("GIT_COMMITTER_NAME", "Ada"),
        ("GIT_COMMITTER_EMAIL", "ada@example.org"), ("LC_ALL", "C.UTF-8"),
    ];
}
