using OciReconciler.Model.Units.Options;

namespace OciReconciler.UnitTests.Units;

/// <summary>Options as podman and docker read them; each row was tried with the engines themselves.</summary>
public sealed class OptionGrammarTests
{
    /// <summary>Arguments separated by blanks, what is read out of them, and the first argument that is no option.</summary>
    [Theory]
    [InlineData("--name=x IMAGE", "name=x", "IMAGE")]
    [InlineData("--name x IMAGE", "name=x", "IMAGE")]
    [InlineData("--name= IMAGE", "name=", "IMAGE")]
    [InlineData("--name --rm IMAGE", "name=--rm", "IMAGE")]
    [InlineData("-l a=b IMAGE", "label=a=b", "IMAGE")]
    [InlineData("-la=b IMAGE", "label=a=b", "IMAGE")]
    [InlineData("-l=a=b IMAGE", "label=a=b", "IMAGE")]
    [InlineData("-tl a=b IMAGE", "tty=true label=a=b", "IMAGE")]
    [InlineData("-itla=b IMAGE", "interactive=true tty=true label=a=b", "IMAGE")]
    [InlineData("-dti=false IMAGE", "detach=true tty=true interactive=false", "IMAGE")]
    [InlineData("-d=false IMAGE", "detach=false", "IMAGE")]
    [InlineData("-e --name=x IMAGE", "env=--name=x", "IMAGE")]
    [InlineData("-et -l a=b IMAGE", "env=t label=a=b", "IMAGE")]
    [InlineData("--rm=false IMAGE", "rm=false", "IMAGE")]
    [InlineData("--rm false IMAGE", "rm=true", "false")]
    [InlineData("--nam=x IMAGE", "nam=x", "IMAGE")]
    [InlineData("-- --name=x IMAGE", "", "--name=x")]
    [InlineData("-t -- IMAGE", "tty=true", "IMAGE")]
    [InlineData("other --name=x IMAGE", "", "other")]
    [InlineData("- --name=x IMAGE", "", "-")]
    [InlineData("-e IMAGE", "env=IMAGE", null)]
    [InlineData("--new IMAGE", "new=", "IMAGE")]
    [InlineData("--new value --name=x IMAGE", "new=value name=x", "IMAGE")]
    [InlineData("--new --name=x IMAGE", "new= name=x", "IMAGE")]
    [InlineData("-zl a=b IMAGE", "z= label=a=b", "IMAGE")]
    [InlineData("-z value --name=x IMAGE", "z=value name=x", "IMAGE")]
    public void Parse_Run_IsAsBothEnginesRead(string arguments, string options, string? first)
    {
        foreach (var backend in Enum.GetValues<Backend>())
        {
            string[] words = arguments.Split(' ');

            var parsed = EngineGrammars.OfRun(backend).Parse(words, words.Length - 1);

            Assert.Equal(options, string.Join(' ', parsed.Options.Select(option => $"{option.Name}={option.Value}")));
            Assert.Equal(first, parsed.FirstArgument is { } index ? words[index] : null);
        }
    }

    [Theory]
    [InlineData(Backend.Podman, "--purge=false IMAGE", "rm=false")]
    [InlineData(Backend.Podman, "--healthcheck-command x IMAGE", "health-cmd=x")]
    [InlineData(Backend.Podman, "--replace --root /x IMAGE", "replace=true root=/x")]
    [InlineData(Backend.Docker, "--net host IMAGE", "network=host")]
    [InlineData(Backend.Docker, "--domainname x IMAGE", "domainname=x")]
    public void Parse_RunOfOneEngine_KnowsItsAliasesAndOptions(Backend backend, string arguments, string options) =>
        Assert.Equal(options, Read(EngineGrammars.OfRun(backend), arguments));

    [Theory]
    [InlineData(Backend.Podman, "-rc other run", "remote=true connection=other")]
    [InlineData(Backend.Podman, "-H unix:///x run", "url=unix:///x")]
    [InlineData(Backend.Podman, "--host=unix:///x run", "url=unix:///x")]
    [InlineData(Backend.Podman, "--syslog --root /x run", "syslog=true root=/x")]
    [InlineData(Backend.Docker, "-DH tcp://x run", "debug=true host=tcp://x")]
    [InlineData(Backend.Docker, "-l debug -cother run", "log-level=debug context=other")]
    [InlineData(Backend.Docker, "--root /x run", "root=/x")]
    public void Parse_BeforeRun_IsAsTheEngineReads(Backend backend, string arguments, string options) =>
        Assert.Equal(options, Read(EngineGrammars.OfEngine(backend), arguments));

    [Theory]
    [InlineData("true", true)]
    [InlineData("T", true)]
    [InlineData("1", true)]
    [InlineData("FALSE", false)]
    [InlineData("0", false)]
    [InlineData("no", null)]
    [InlineData("", null)]
    public void Flag_Value_IsReadAsTheEnginesDo(string value, bool? flag) =>
        Assert.Equal(flag, new EngineOption("rm", value, $"--rm={value}").Flag);

    private static string Read(OptionGrammar grammar, string arguments)
    {
        string[] words = arguments.Split(' ');
        return string.Join(' ', grammar.Parse(words, words.Length - 1).Options.Select(option => $"{option.Name}={option.Value}"));
    }
}
